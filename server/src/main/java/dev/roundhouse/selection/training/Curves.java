package dev.roundhouse.selection.training;

import dev.roundhouse.selection.training.Validation.Judged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Cost against quality of a suite's prompts, as RouterBench measures it: for each weight on cost the model with
/// the best
/// expected quality less weighted expected cost is chosen.
public final class Curves {
    private static final int WEIGHTS = 260;
    private static final double SMALLEST = 1e-3;
    private static final double LARGEST = 1e7;

    private final Dataset data;

    /// Mean cost in dollars and mean quality.
    public record Point(double cost, double quality) {}

    /// A suite's curve.
    ///
    /// @param suite its name
    /// @param chosen what the selector reaches
    /// @param single each model alone, in the suite's order
    public record Curve(String suite, List<Point> chosen, List<Point> single) {}

    /// Curves of this data.
    public Curves(Dataset data) {
        this.data = data;
    }

    /// The curve of a suite over the judged prompts that have all its outcomes.
    public Curve of(Suite suite, List<Judged> judged) {
        int[] columns = suite.models().stream()
                .mapToInt(name -> data.models().indexOf(name))
                .toArray();
        List<Judged> own = judged.stream()
                .filter(one ->
                        suite.sources().contains(data.examples().get(one.row()).source()))
                .filter(one ->
                        Arrays.stream(columns).allMatch(column -> column >= 0 && data.measured(one.row(), column)))
                .toList();
        List<Point> single = new ArrayList<>();
        for (int column : columns) {
            double cost = own.stream()
                    .mapToDouble(one -> data.cost(one.row(), column))
                    .average()
                    .orElse(0);
            double quality = own.stream()
                    .mapToDouble(one -> data.quality(one.row(), column))
                    .average()
                    .orElse(0);
            single.add(new Point(cost, quality));
        }
        List<Point> chosen = new ArrayList<>();
        for (int w = 0; w <= WEIGHTS; w++) {
            double weight = w == 0 ? 0 : SMALLEST * Math.pow(LARGEST / SMALLEST, (w - 1) / (WEIGHTS - 1.0));
            chosen.add(point(own, columns, weight));
        }
        chosen.sort(Comparator.comparingDouble(Point::cost));
        return new Curve(suite.name(), chosen, single);
    }

    private Point point(List<Judged> own, int[] columns, double weight) {
        double cost = 0;
        double quality = 0;
        for (Judged one : own) {
            int best = -1;
            double highest = Double.NEGATIVE_INFINITY;
            for (int column : columns) {
                int place = Arrays.binarySearch(one.pool(), column);
                double value = one.expected().quality()[place]
                        - weight * one.expected().cost()[place];
                if (value > highest) {
                    highest = value;
                    best = column;
                }
            }
            cost += data.cost(one.row(), best);
            quality += data.quality(one.row(), best);
        }
        return new Point(cost / own.size(), quality / own.size());
    }

    /// The part of points that no mixture of others beats: cost and quality both rising, ever more slowly.
    public static List<Point> hull(List<Point> points) {
        List<Point> sorted = new ArrayList<>(points);
        sorted.sort(Comparator.comparingDouble(Point::cost).thenComparingDouble(Point::quality));
        List<Point> hull = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        for (Point point : sorted) {
            if (point.quality <= best) {
                continue;
            }
            best = point.quality;
            while (hull.size() >= 2 && below(hull.get(hull.size() - 2), hull.getLast(), point)) {
                hull.removeLast();
            }
            if (!hull.isEmpty() && hull.getLast().cost == point.cost) {
                hull.removeLast();
            }
            hull.add(point);
        }
        return hull;
    }

    private static boolean below(Point from, Point middle, Point to) {
        return (middle.quality - from.quality) * (to.cost - from.cost)
                <= (to.quality - from.quality) * (middle.cost - from.cost);
    }
}
