// SPDX-License-Identifier: EUPL-1.2

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
 * Asks veraPDF whether files keep to standards, as often as a line comes in: FLAVOUR,FLAVOUR FILE...
 *
 * <p>The words of a question are parted by tabs, and so are the four fields of each line of the
 * answer: number of the file, flavour, a word, a text. The word is BROKEN (the text is a rule that
 * the file breaks), UNREADABLE (the text is the reason) or DONE (the text is how many checks were
 * made), which ends each file and flavour. An empty line ends the answer.
 */
public final class VeraPdf {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private VeraPdf() {}

  public static void main(String[] arguments) throws IOException {
    Logger.getLogger("").setLevel(Level.OFF);
    VeraGreenfieldFoundryProvider.initialise();
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      String[] words = line.split("\t");
      for (int number = 0; number < words.length - 1; number++) {
        for (String flavour : words[0].split(",")) {
          judge(number, new File(words[number + 1]), flavour);
        }
      }
      OUT.println();
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
