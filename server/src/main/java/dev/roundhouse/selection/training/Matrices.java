package dev.roundhouse.selection.training;

/// The little linear algebra that training needs, in a fixed order of operations.
final class Matrices {
    private static final int SWEEPS = 60;

    private Matrices() {}

    /// Makes the columns orthonormal, by Gram and Schmidt, twice over for exactness.
    static void orthonormalise(double[][] rows) {
        for (int pass = 0; pass < 2; pass++) {
            double[][] gram = gram(rows);
            double[][] lower = cholesky(gram, 1e-10);
            for (double[] row : rows) {
                for (int j = 0; j < row.length; j++) {
                    double value = row[j];
                    for (int k = 0; k < j; k++) {
                        value -= lower[j][k] * row[k];
                    }
                    row[j] = value / lower[j][j];
                }
            }
        }
    }

    /// Columns' inner products.
    static double[][] gram(double[][] rows) {
        int width = rows[0].length;
        double[][] gram = new double[width][width];
        for (double[] row : rows) {
            for (int j = 0; j < width; j++) {
                double value = row[j];
                if (value != 0) {
                    for (int k = 0; k <= j; k++) {
                        gram[j][k] += value * row[k];
                    }
                }
            }
        }
        for (int j = 0; j < width; j++) {
            for (int k = 0; k < j; k++) {
                gram[k][j] = gram[j][k];
            }
        }
        return gram;
    }

    /// The lower triangle whose square a positive definite matrix is. A direction that the ones before it leave
    /// less than a
    /// share of `least` is given an infinite place on the diagonal, so that dividing by it leaves nothing.
    static double[][] cholesky(double[][] matrix, double least) {
        int n = matrix.length;
        double[][] lower = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? pivot(sum, least * matrix[i][i]) : sum / lower[j][j];
            }
        }
        return lower;
    }

    private static double pivot(double left, double least) {
        return left > least ? Math.sqrt(left) : Double.POSITIVE_INFINITY;
    }

    /// Solves with the triangle of `cholesky`, in place.
    static void solve(double[][] lower, double[] vector) {
        int n = vector.length;
        forward(lower, vector);
        for (int i = n - 1; i >= 0; i--) {
            double sum = vector[i];
            for (int k = i + 1; k < n; k++) {
                sum -= lower[k][i] * vector[k];
            }
            vector[i] = sum / lower[i][i];
        }
    }

    /// The first half of `solve`.
    static void forward(double[][] lower, double[] vector) {
        for (int i = 0; i < vector.length; i++) {
            double sum = vector[i];
            for (int k = 0; k < i; k++) {
                sum -= lower[i][k] * vector[k];
            }
            vector[i] = sum / lower[i][i];
        }
    }

    /// The left singular vectors with the largest values, as columns.
    static double[][] leading(double[][] rows, int count) {
        int width = rows[0].length;
        double[][] turn = new double[width][width];
        double[] values = eigen(gram(rows), turn);
        int[] order = descending(values);
        double[][] out = new double[rows.length][count];
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < count; c++) {
                double sum = 0;
                for (int j = 0; j < width; j++) {
                    sum += rows[i][j] * turn[j][order[c]];
                }
                out[i][c] = sum / Math.sqrt(Math.max(1e-12, values[order[c]]));
            }
        }
        return out;
    }

    /// Eigenvectors of a symmetric matrix with the largest values, as columns, by Jacobi's rotations.
    static double[][] eigenvectors(double[][] symmetric, int count) {
        int width = symmetric.length;
        double[][] turn = new double[width][width];
        int[] order = descending(eigen(symmetric, turn));
        double[][] out = new double[width][count];
        for (int i = 0; i < width; i++) {
            for (int c = 0; c < count; c++) {
                out[i][c] = turn[i][order[c]];
            }
        }
        return out;
    }

    private static int[] descending(double[] values) {
        Integer[] order = new Integer[values.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        java.util.Arrays.sort(order, (a, b) -> Double.compare(values[b], values[a]));
        int[] out = new int[order.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = order[i];
        }
        return out;
    }

    private static double[] eigen(double[][] matrix, double[][] turn) {
        int n = matrix.length;
        for (int i = 0; i < n; i++) {
            turn[i][i] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            double off = 0;
            double all = 0;
            for (int p = 0; p < n; p++) {
                all += matrix[p][p] * matrix[p][p];
                for (int q = p + 1; q < n; q++) {
                    off += matrix[p][q] * matrix[p][q];
                    rotate(matrix, turn, p, q);
                }
            }
            if (off <= 1e-22 * all) {
                break;
            }
        }
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = matrix[i][i];
        }
        return values;
    }

    private static void rotate(double[][] a, double[][] turn, int p, int q) {
        if (Math.abs(a[p][q]) < 1e-300) {
            return;
        }
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int k = 0; k < a.length; k++) {
            double kp = a[k][p];
            double kq = a[k][q];
            a[k][p] = c * kp - s * kq;
            a[k][q] = s * kp + c * kq;
        }
        for (int k = 0; k < a.length; k++) {
            double pk = a[p][k];
            double qk = a[q][k];
            a[p][k] = c * pk - s * qk;
            a[q][k] = s * pk + c * qk;
        }
        for (double[] row : turn) {
            double rp = row[p];
            double rq = row[q];
            row[p] = c * rp - s * rq;
            row[q] = s * rp + c * rq;
        }
    }
}
