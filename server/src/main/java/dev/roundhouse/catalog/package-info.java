/// What is on offer: models, providers, endpoints and their prices, as one immutable snapshot. In come validated
/// facts,
/// out go look-ups by name. It refuses a price that is not known and an endpoint that names nothing.
@NullMarked
package dev.roundhouse.catalog;

import org.jspecify.annotations.NullMarked;
