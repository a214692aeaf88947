/**
 * The one way in which Otto's parts tell others what happened: a publisher keeps its {@link
 * dev.otto.models.event.Listeners}, and whoever registers gets a {@link
 * dev.otto.models.event.Subscription}.
 */
@NullMarked
package dev.otto.models.event;

import org.jspecify.annotations.NullMarked;
