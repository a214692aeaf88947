/** Tests of the plugin beside libraries that prompt providers themselves. */
package dev.otto.models.it.chat;
