/**
 * Model management as a Quartz plugin: resolves the model of each job just before it runs and hands
 * the resolution to the job through its execution context.
 */
@NullMarked
package dev.otto.models.quartz;

import org.jspecify.annotations.NullMarked;
