package dev.roundhouse.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullMarked
class RecognitionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Translate this into French: good morning       | TRANSLATION
            Please summarize the following article: ...    | SUMMARY
            Classify the sentiment of this review          | CLASSIFICATION
            Extract all dates from this text               | EXTRACTION
            Act as a medieval knight and greet me          | ROLE_PLAY
            Write a poem about the sea                     | WRITING
            Write a cover letter for this job              | LETTERS
            I need an SQL statement: select * from users   | QUERY
            Give me a regex for phone numbers              | SHELL
            Brainstorm names for a bakery                  | PLANNING
            """)
    void whatPeopleWriteNamesTheKindOfTask(String text, Kind kind) {
        assertThat(KindRules.of(Prompt.ofText(text))).contains(kind);
    }

    @Test
    void aWordInsideAnotherNamesNothing() {
        assertThat(KindRules.of(Prompt.ofText("What is a mistranslate error?"))).isEmpty();
    }

    @Test
    void traitsTellLanguageToolsLengthAndModality() {
        assertThat(Traits.of(Prompt.ofText("Wie ist das Wetter und was kann ich mit der Karte nicht sehen?"))
                        .language())
                .isEqualTo("de");
        assertThat(Traits.of(Prompt.ofText("今天天气怎么样")).language()).isEqualTo("zh");
        assertThat(Traits.of(Prompt.ofText("これは何ですか")).language()).isEqualTo("ja");

        Traits traits =
                Traits.of(new Prompt("What is in the picture?", "[]", Set.of("image", "json_schema"), 5_000, 0));

        assertThat(traits.tools()).isTrue();
        assertThat(traits.structured()).isTrue();
        assertThat(traits.modality()).isEqualTo("image");
        assertThat(traits.length()).isEqualTo("long");
    }

    @Test
    void numbersAreKnownByTheirLengthAlone() {
        Encoder.Reading one = Encoder.Reading.of(Prompt.ofText("Add 17 and 25."));
        Encoder.Reading other = Encoder.Reading.of(Prompt.ofText("Add 83 and 46."));

        assertThat(one.words().buckets()).isEqualTo(other.words().buckets());
    }

    @Test
    void bucketsAscendAndNoneStandsTwice() {
        int[] buckets = Encoder.Reading.of(Prompt.ofText("the cat and the dog and the cat"))
                .words()
                .buckets();

        assertThat(Arrays.stream(buckets).distinct().sorted().toArray()).isEqualTo(buckets);
    }

    @Test
    void aRequestThatNoFunctionFitsLooksDifferentFromOneThatAFunctionFits() {
        String list =
                "[{\"name\":\"get_weather\",\"description\":\"Weather forecast of a city\",\"parameters\":{\"required\":[\"city\"]}}]";
        float[] fits =
                FunctionFit.of(new Prompt("What will the weather be in the city of Rome?", list, Set.of(), 0, 0));
        float[] unfit = FunctionFit.of(new Prompt("Solve the equation x + 1 = 2", list, Set.of(), 0, 0));

        assertThat(fits[8]).isGreaterThan(unfit[8]);
        assertThat(fits[1]).isEqualTo(1);
        assertThat(fits[4]).isEqualTo(1);
    }

    @Test
    void everyKindHasANameOfItsOwn() {
        assertThat(Arrays.stream(Kind.values()).map(Kind::id))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(30);
    }
}
