/**
 * The certificate that Otto shows to its clients, read from the files that most tools write. The
 * API and remote JMX both name such files.
 */
@NullMarked
package dev.otto.scheduler.tls;

import org.jspecify.annotations.NullMarked;
