/**
 * Otto over JMX: the beans of {@code otto-mgmt-jmx} with the daemon behind them, so that a change
 * goes through the same services, checks and audit as one over REST, and the connector for other
 * machines, which opens only with TLS, a password file and an access file.
 */
@NullMarked
package dev.otto.scheduler.jmx;

import org.jspecify.annotations.NullMarked;
