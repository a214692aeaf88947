/** A Spring Boot application with the Quartz starter and a job store in its database. */
package com.example.newsletter;
