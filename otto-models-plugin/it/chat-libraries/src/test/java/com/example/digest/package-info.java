/** Jobs that prompt with a library of their own, word for word as docs/plugin.md has them. */
package com.example.digest;
