/// AWS Bedrock's schemas, both directions: Converse, and InvokeModel, whose bodies are the models' own. In come
/// requests
/// of AWS's clients and answers of Bedrock, out go the neutral form and bytes for either. It refuses requests
/// that are
/// not of these schemas, naming the field, and streams whose checksums are wrong.
@NullMarked
package dev.roundhouse.dialect.bedrock;

import org.jspecify.annotations.NullMarked;
