/** An application with plain Quartz: what it does is in its quartz.properties and its jobs. */
package com.example.plain;
