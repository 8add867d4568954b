package dev.roundhouse.selection;

import java.util.Locale;

/// Kinds of task that a person would name.
public enum Kind {
    /// Sums in words, as at school.
    ARITHMETIC(Area.REASONING),
    /// Mathematics of contests and of university.
    MATHEMATICS(Area.REASONING),
    /// Puzzles and conclusions.
    LOGIC(Area.REASONING),
    /// What everybody knows, and what follows from it.
    COMMON_SENSE(Area.KNOWLEDGE),
    /// Questions about facts.
    FACTS(Area.KNOWLEDGE),
    /// Questions about physics, chemistry, biology and engineering.
    SCIENCE(Area.KNOWLEDGE),
    /// Questions about medicine and health.
    MEDICINE(Area.KNOWLEDGE),
    /// Questions about law.
    LAW(Area.KNOWLEDGE),
    /// Questions about economics, business and accounts.
    BUSINESS(Area.KNOWLEDGE),
    /// Questions about computers.
    COMPUTING(Area.KNOWLEDGE),
    /// Questions about history, philosophy and religion.
    HUMANITIES(Area.KNOWLEDGE),
    /// Questions about people and society.
    SOCIETY(Area.KNOWLEDGE),
    /// A short function from a description.
    SHORT_CODE(Area.CODE),
    /// A program for a hard, exact problem.
    CONTEST_CODE(Area.CODE),
    /// A change to a body of code, from a report.
    REPAIR(Area.CODE),
    /// Queries of databases.
    QUERY(Area.CODE),
    /// Commands, patterns and settings.
    SHELL(Area.CODE),
    /// Saying what code does, and what is wrong with it.
    CODE_REVIEW(Area.CODE),
    /// Pages and interfaces.
    FRONT_END(Area.CODE),
    /// One function called.
    TOOL_CALL(Area.TOOLS),
    /// Several functions called.
    TOOL_CALLS(Area.TOOLS),
    /// Steps towards an aim, with tools, over turns.
    AGENT(Area.TOOLS),
    /// Fields out of a text.
    EXTRACTION(Area.LANGUAGE),
    /// One of given classes.
    CLASSIFICATION(Area.LANGUAGE),
    /// Another language.
    TRANSLATION(Area.LANGUAGE),
    /// A shorter text.
    SUMMARY(Area.LANGUAGE),
    /// A better or different text with the same content.
    REWRITING(Area.LANGUAGE),
    /// An answer out of a given text.
    READING(Area.LANGUAGE),
    /// Stories, poems and the like.
    WRITING(Area.LANGUAGE),
    /// Mails, letters, posts and pages that sell.
    LETTERS(Area.LANGUAGE),
    /// A given part in a play.
    ROLE_PLAY(Area.LANGUAGE),
    /// Ideas and plans.
    PLANNING(Area.LANGUAGE),
    /// Advice and talk.
    CHAT(Area.LANGUAGE);

    private final Area area;

    /// What kinds have in common where abilities are concerned.
    public enum Area {
        /// Mathematics and logic.
        REASONING(0),
        /// Facts and fields.
        KNOWLEDGE(1),
        /// Programs.
        CODE(2),
        /// Functions and agents.
        TOOLS(3),
        /// Texts and talk.
        LANGUAGE(4);

        private final int number;

        Area(int number) {
            this.number = number;
        }

        /// Its place in tables of abilities, which files keep.
        public int number() {
            return number;
        }
    }

    Kind(Area area) {
        this.area = area;
    }

    /// The area that it belongs to.
    public Area area() {
        return area;
    }

    /// Its name as written in rules and records, such as `short-code`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
