/** An application of plain Quartz, as docs/plugin.md has it. */
package com.example.digest;
