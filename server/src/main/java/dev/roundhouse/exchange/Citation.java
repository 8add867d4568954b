package dev.roundhouse.exchange;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Where an answer's words come from.
///
/// @param url address of a page; null for a document of the request
/// @param title of the page or document
/// @param quote the words cited
/// @param start offset in the answer's text where the claim begins, in characters; -1 unsaid
/// @param end offset behind its last; -1 unsaid
/// @param document which document of the request, from 0; -1 none
/// @param raw as the provider said it, given back to clients that speak its dialect
public record Citation(
        @Nullable String url,
        @Nullable String title,
        @Nullable String quote,
        int start,
        int end,
        int document,
        ObjectNode raw) {}
