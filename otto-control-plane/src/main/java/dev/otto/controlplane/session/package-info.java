/**
 * Who is logged in. A session is begun with the API's token or with a one-time link, is known by a
 * random value of which only the hash is kept, and ends by idleness, age, log out, or a new token.
 * Nothing here knows HTTP.
 */
@NullMarked
package dev.otto.controlplane.session;

import org.jspecify.annotations.NullMarked;
