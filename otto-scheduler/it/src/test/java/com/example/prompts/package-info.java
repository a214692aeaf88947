/** A Quartz application whose jobs prompt OpenCode with the library. */
package com.example.prompts;
