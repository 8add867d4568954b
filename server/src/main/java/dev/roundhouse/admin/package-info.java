/// The catalogue's public pages and the account's. In come plain requests with their caller, out go listings and
/// accounts in OpenRouter's and OpenAI's shapes. It refuses filters that it cannot read, and names that nothing
/// has.
@NullMarked
package dev.roundhouse.admin;

import org.jspecify.annotations.NullMarked;
