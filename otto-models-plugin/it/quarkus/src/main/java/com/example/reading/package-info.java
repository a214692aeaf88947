/** An application with Quarkus and its extension for Quartz. */
package com.example.reading;
