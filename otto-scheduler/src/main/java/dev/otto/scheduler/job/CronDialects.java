package dev.otto.scheduler.job;

import com.cronutils.descriptor.CronDescriptor;
import com.cronutils.mapper.CronMapper;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.text.ParseException;
import java.util.Locale;
import org.quartz.CronExpression;

/** Reads what people write as cron, and says in words what it means. */
final class CronDialects {
  private static final int UNIX_FIELDS = 5;

  private CronDialects() {}

  /**
   * The expression in Quartz's dialect, from that or from five Unix fields.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static String toQuartz(String text) {
    String trimmed = text.strip().replaceAll("\\s+", " ");
    String quartz = trimmed.split(" ").length == UNIX_FIELDS ? fromUnix(trimmed) : trimmed;
    try {
      CronExpression.validateExpression(quartz);
      return quartz;
    } catch (ParseException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  static String describe(String quartz, Locale locale) {
    try {
      return CronDescriptor.instance(locale).describe(parser(CronType.QUARTZ).parse(quartz));
    } catch (IllegalArgumentException beyondTheDescriber) {
      return "at the times of " + quartz;
    }
  }

  private static String fromUnix(String unix) {
    return CronMapper.fromUnixToQuartz()
        .map(parser(CronType.UNIX).parse(unix).validate())
        .asString();
  }

  private static CronParser parser(CronType type) {
    return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type));
  }
}
