/**
 * The certificate that Otto presents to its clients, read from PEM files. Both the API and remote
 * JMX use it.
 */
@NullMarked
package dev.otto.scheduler.tls;

import org.jspecify.annotations.NullMarked;
