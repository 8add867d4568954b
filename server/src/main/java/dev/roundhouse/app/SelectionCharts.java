package dev.roundhouse.app;

import dev.roundhouse.selection.training.Curves;
import dev.roundhouse.selection.training.Curves.Curve;
import dev.roundhouse.selection.training.Curves.Point;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Draws what the selector's report shows, as SVG.
final class SelectionCharts {
    private static final int COLUMNS = 4;
    private static final int WIDTH = 230;
    private static final int HEIGHT = 200;
    private static final int EDGE = 34;
    private static final int FEWEST = 20;

    private SelectionCharts() {}

    /// For each suite the selector's curve, the models alone, and the best mixture of them.
    static String curves(List<Curve> curves) {
        StringBuilder svg = open(curves.size());
        for (int i = 0; i < curves.size(); i++) {
            Curve curve = curves.get(i);
            double most = curve.single().stream().mapToDouble(Point::cost).max().orElse(1);
            double high = Math.max(highest(curve.single()), highest(curve.chosen()));
            double low =
                    curve.single().stream().mapToDouble(Point::quality).min().orElse(0);
            Panel panel = new Panel(svg, i, 0, most, low, high * 1.01);
            panel.frame(curve.suite(), "cost", "quality");
            panel.line(Curves.hull(curve.single()), "#999999");
            panel.line(Curves.hull(curve.chosen()), "#0b6e4f");
            for (Point point : curve.single()) {
                panel.dot(point, 2.2, "#999999");
            }
        }
        return svg.append("</svg>\n").toString();
    }

    /// For each source expected quality against what was measured, in ten steps.
    ///
    /// @param bySource sums of expected and measured quality, and counts, for each step
    static String calibration(Map<String, double[][]> bySource) {
        StringBuilder svg = open(bySource.size());
        int i = 0;
        for (Map.Entry<String, double[][]> entry : bySource.entrySet()) {
            Panel panel = new Panel(svg, i++, 0, 1, 0, 1);
            panel.frame(entry.getKey(), "expected", "measured");
            panel.line(List.of(new Point(0, 0), new Point(1, 1)), "#999999");
            double[][] bins = entry.getValue();
            for (int b = 0; b < bins[2].length; b++) {
                if (bins[2][b] >= FEWEST) {
                    Point point = new Point(bins[0][b] / bins[2][b], bins[1][b] / bins[2][b]);
                    panel.dot(point, 1.5 + Math.log10(bins[2][b]), "#0b6e4f");
                }
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static double highest(List<Point> points) {
        return points.stream().mapToDouble(Point::quality).max().orElse(1);
    }

    private static StringBuilder open(int panels) {
        int rows = (panels + COLUMNS - 1) / COLUMNS;
        return new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"10\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                COLUMNS * WIDTH,
                rows * HEIGHT));
    }

    /// One small plot.
    private record Panel(StringBuilder svg, int number, double left, double right, double low, double high) {
        private double x(double value) {
            double inner = WIDTH - 2.0 * EDGE;
            return number % COLUMNS * WIDTH + EDGE + inner * (value - left) / Math.max(1e-12, right - left);
        }

        private double y(double value) {
            double inner = HEIGHT - 2.0 * EDGE;
            return (number / COLUMNS + 1) * HEIGHT - EDGE - inner * (value - low) / Math.max(1e-12, high - low);
        }

        void frame(String title, String across, String up) {
            add(
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"none\" stroke=\"#cccccc\"/>",
                    x(left), y(high), x(right) - x(left), y(low) - y(high));
            text(x(left), y(high) - 6, title);
            text(x(left), y(low) + 12, across + " " + number(left) + " – " + number(right));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text transform=\"translate(%.1f %.1f) rotate(-90)\">%s %s – %s</text>%n",
                    x(left) - 6,
                    y(low),
                    up,
                    number(low),
                    number(high)));
        }

        void line(List<Point> points, String colour) {
            svg.append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"")
                    .append(colour)
                    .append("\" points=\"");
            for (Point point : points) {
                svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.cost()), y(point.quality())));
            }
            svg.append("\"/>\n");
        }

        void dot(Point point, double radius, String colour) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>%n",
                    x(point.cost()),
                    y(point.quality()),
                    radius,
                    colour));
        }

        private void text(double x, double y, String text) {
            svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n", x, y, text));
        }

        private void add(String form, double a, double b, double c, double d) {
            svg.append(String.format(Locale.ROOT, form, a, b, c, d)).append('\n');
        }

        private static String number(double value) {
            return String.format(Locale.ROOT, value != 0 && Math.abs(value) < 0.01 ? "%.1e" : "%.2f", value);
        }
    }
}
