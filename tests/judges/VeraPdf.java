// SPDX-License-Identifier: EUPL-1.2

import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Asks veraPDF whether files keep to standards: VeraPdf FLAVOUR,FLAVOUR FILE...
 *
 * <p>Prints lines of four fields parted by tabs: number of the file, flavour, a word, a text.
 * The word is BROKEN (the text is a rule that the file breaks), UNREADABLE (the text is the reason)
 * or DONE (the text is how many checks were made), which ends each file and flavour.
 */
public final class VeraPdf {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private VeraPdf() {}

  public static void main(String[] arguments) {
    Logger.getLogger("").setLevel(Level.OFF);
    VeraGreenfieldFoundryProvider.initialise();
    List<String> files = List.of(arguments).subList(1, arguments.length);
    for (int number = 0; number < files.size(); number++) {
      for (String flavour : arguments[0].split(",")) {
        judge(number, new File(files.get(number)), flavour);
      }
    }
  }

  private static void judge(int number, File file, String name) {
    PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
    if (flavour == PDFAFlavour.NO_FLAVOUR) {
      throw new IllegalArgumentException("veraPDF knows no flavour " + name);
    }
    int checks = 0;
    try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      ValidationResult result = validator.validate(parser);
      checks = result.getTotalAssertions();
      for (TestAssertion assertion : result.getTestAssertions()) {
        if (assertion.getStatus() == TestAssertion.Status.FAILED) {
          print(number, name, "BROKEN", describe(assertion));
        }
      }
    } catch (Exception trouble) {
      print(number, name, "UNREADABLE", trouble.toString());
    }
    print(number, name, "DONE", String.valueOf(checks));
  }

  private static String describe(TestAssertion assertion) {
    return assertion.getRuleId().getClause()
        + "-" + assertion.getRuleId().getTestNumber()
        + ": " + assertion.getMessage()
        + " @ " + assertion.getLocation().getContext();
  }

  private static void print(int number, String flavour, String word, String text) {
    OUT.println(number + "\t" + flavour + "\t" + word + "\t" + text.replaceAll("\\s+", " "));
  }
}
