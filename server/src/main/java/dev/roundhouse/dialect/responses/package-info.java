/// OpenAI's Responses, both directions: what comes in are bodies, frames and the neutral form, what goes out are
/// the
/// same in the other's form. Server tools of OpenAI's own travel whole and reach only upstreams of this schema.
/// It
/// refuses work in the background and conversations that are kept elsewhere.
@NullMarked
package dev.roundhouse.dialect.responses;

import org.jspecify.annotations.NullMarked;
