/// May it? Keys and what they allow. In come presented credentials and the keys that the store keeps as digests,
/// out go callers. It refuses what is unknown, disabled or expired, and never keeps, shows or logs a key's text.
@NullMarked
package dev.roundhouse.policy;

import org.jspecify.annotations.NullMarked;
