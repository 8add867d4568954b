/// Anthropic's Messages, both sides of it: the requests of its clients and the answers of its upstreams come in.
/// The neutral form, bodies for upstreams, and answers in this schema go out.
/// It refuses requests without messages, and what no upstream of this schema can be asked.
@NullMarked
package dev.roundhouse.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
