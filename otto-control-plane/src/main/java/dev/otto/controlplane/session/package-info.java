/**
 * The sessions of logged-in browsers. A session begins with the API's token or with a one-time
 * link, is identified by a random value of which only the hash is kept, and ends by idleness, age,
 * logout, or a new token. Where logins are kept is a port. Nothing here depends on HTTP.
 */
@NullMarked
package dev.otto.controlplane.session;

import org.jspecify.annotations.NullMarked;
