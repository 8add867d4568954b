package dev.roundhouse.selection.training;
final class Tune {
    static double d(String k, double v) { String s = System.getProperty(k); return s == null ? v : Double.parseDouble(s); }
    static final int TREES = (int) d("trees", 160), LEAF = (int) d("leaf", 15), TRIES = (int) d("tries", 60), COST_TREES = (int) d("ctrees", 80), COST_LEAF = (int) d("cleaf", 8);
    static final double SEEN = d("seen", 0.75), RIDGE = d("ridge", 5000), TABLE_PRIOR = d("prior", 20), COST_RIDGE = d("cridge", 100);
    static final float W_FOREST = (float) d("wf", 0.7), W_LINEAR = (float) d("wl", 0.15), W_TABLE = (float) d("wt", 0.15), SPECIFIC = (float) d("spec", 1), MOST = (float) d("most", 1.0);
}
