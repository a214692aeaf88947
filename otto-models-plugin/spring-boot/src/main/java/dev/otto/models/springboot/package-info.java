/**
 * Health and metrics of model management in the actuator of a Spring Boot application, 3.5 or 4.
 * Both come by themselves with this library on the class path and a scheduler that has the plugin;
 * the names of the metrics are those of Otto's own daemon.
 */
@NullMarked
package dev.otto.models.springboot;

import org.jspecify.annotations.NullMarked;
