package dev.otto.scheduler.jmx;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import javax.management.remote.JMXAuthenticator;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/**
 * Authenticates JMX clients with the password file, by the JDK's own login module: it reads the
 * file for each login, and replaces a clear-text password with a salted hash.
 */
final class PasswordLogin implements JMXAuthenticator {
  private static final String MODULE = "com.sun.jmx.remote.security.FileLoginModule";
  private static final int MAX_NAME_LENGTH = 100;

  private final Configuration configuration;
  private final Consumer<String> denied;

  /**
   * Creates a login that reads the file for each attempt.
   *
   * @param denied receives the name of each rejected user
   */
  PasswordLogin(Path passwordFile, Consumer<String> denied) {
    this.configuration = configuration(passwordFile);
    this.denied = denied;
  }

  /** The credentials that a client presents, checked for their form. */
  private record LoginAttempt(String user, String password) {
    static LoginAttempt of(Object shown) {
      return shown instanceof String[] texts
              && texts.length == 2
              && texts[0] != null
              && texts[1] != null
          ? new LoginAttempt(texts[0], texts[1])
          : new LoginAttempt("", "");
    }

    void answer(Callback... questions) {
      for (Callback question : questions) {
        if (question instanceof NameCallback name) {
          name.setName(user);
        } else if (question instanceof PasswordCallback secret) {
          secret.setPassword(password.toCharArray());
        }
      }
    }
  }

  @Override
  public Subject authenticate(Object shown) {
    var credentials = LoginAttempt.of(shown);
    try {
      var login = new LoginContext("otto-jmx", new Subject(), credentials::answer, configuration);
      login.login();
      login.getSubject().setReadOnly();
      return login.getSubject();
    } catch (LoginException e) {
      denied.accept(shortened(credentials.user()));
      throw new SecurityException(
          "The name or the password is wrong; see jmx.remote.passwordFile on the server");
    }
  }

  private static String shortened(String name) {
    String printable = name.replaceAll("\\p{Cntrl}", "?");
    return printable.substring(0, Math.min(printable.length(), MAX_NAME_LENGTH));
  }

  private static Configuration configuration(Path passwordFile) {
    var options = Map.of("passwordFile", passwordFile.toString(), "hashPasswords", "true");
    var entry = new AppConfigurationEntry(MODULE, LoginModuleControlFlag.REQUIRED, options);
    return new Configuration() {
      @Override
      public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
        return new AppConfigurationEntry[] {entry};
      }
    };
  }
}
