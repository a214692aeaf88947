/**
 * The REST contract in Java: a record for each JSON object that Otto answers with, named after its
 * schema in {@code docs/openapi.json}, and the error codes. The server writes them, clients read
 * them, and a test holds them and the document against each other. The JSON keys are the names of
 * the components, in their order; times are epoch milliseconds.
 */
@NullMarked
package dev.otto.wire;

import org.jspecify.annotations.NullMarked;
