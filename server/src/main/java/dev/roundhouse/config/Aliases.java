package dev.roundhouse.config;

import dev.roundhouse.catalog.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Other names of models: the slug that never changes, and `~author/family-latest`, the newest of a family.
final class Aliases {
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private static final Comparator<Model> AGE = Comparator.comparing(Aliases::created)
            .thenComparing(Aliases::version, Aliases::compareVersions)
            .thenComparing(model -> model.id().length(), Comparator.reverseOrder())
            .thenComparing(Model::id, Comparator.reverseOrder());

    private Aliases() {}

    /// All aliases of these models.
    ///
    /// @param models by id
    /// @param callable ids of models that some live endpoint serves; only these can be the newest of a family
    static Map<String, String> of(Map<String, Model> models, Set<String> callable) {
        Map<String, String> aliases = new HashMap<>();
        for (Model model : models.values()) {
            if (!model.slug().equals(model.id()) && !models.containsKey(model.slug())) {
                aliases.putIfAbsent(model.slug(), model.id());
            }
        }
        Map<String, Model> newest = new HashMap<>();
        for (Model model : models.values()) {
            if (model.facts().family() != null && isConcrete(model) && callable.contains(model.id())) {
                newest.merge("~" + model.author() + "/" + model.facts().family() + "-latest", model, Aliases::newer);
            }
        }
        newest.forEach((alias, model) -> aliases.put(alias, model.id()));
        return aliases;
    }

    // A name that itself moves on is no target, nor is a model on its way out.
    private static boolean isConcrete(Model model) {
        return model.type().equals("chat")
                && !model.id().endsWith("-latest")
                && model.facts().status() == null
                && !model.facts().stale();
    }

    /// The one created later; of one day the one with the higher version, and of one version the shorter name.
    static Model newer(Model left, Model right) {
        return AGE.compare(left, right) >= 0 ? left : right;
    }

    private static String created(Model model) {
        String created = model.facts().created();
        return created == null ? "" : created;
    }

    private static List<Integer> version(Model model) {
        List<Integer> numbers = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(model.id().substring(model.author().length()));
        while (matcher.find() && matcher.group().length() < 9) {
            numbers.add(Integer.parseInt(matcher.group()));
        }
        return numbers;
    }

    private static int compareVersions(List<Integer> left, List<Integer> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = Integer.compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }
}
