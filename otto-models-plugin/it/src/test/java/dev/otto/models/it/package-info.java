/**
 * The plugin in applications of other people. Each of them is a process of its own with nothing but
 * what such an application has: its jobs, its configuration, and the plugin beside them.
 */
package dev.otto.models.it;
