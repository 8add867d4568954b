/// AWS SageMaker's endpoints, upstream only: containers of the operator's own behind AWS's envelope. In come
/// prompts,
/// out
/// go bodies as the container reads them, and events of what it answers. It refuses what is no conversation, and
/// streams
/// whose checksums are wrong.
@NullMarked
package dev.roundhouse.dialect.sagemaker;

import org.jspecify.annotations.NullMarked;
