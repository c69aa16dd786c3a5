#pragma once

#include <QStringList>
#include <QWidget>

#include <cstdint>
#include <vector>

namespace modalscope {

/// Counts of true against predicted classes, coloured by the share of the true class. Hovering reads a cell.
class ConfusionMatrix : public QWidget {
    Q_OBJECT
public:
    explicit ConfusionMatrix(QWidget* parent = nullptr);

    /// `counts` [true class][predicted class], square; `names` of the classes, or empty for numbers.
    void setCounts(std::vector<std::vector<std::int64_t>> counts, QStringList names);
    const std::vector<std::vector<std::int64_t>>& counts() const { return m_counts; }

    QString textAt(const QPoint& position) const; ///< empty beside the matrix
    QString asTsv() const;

    QSize minimumSizeHint() const override { return {220, 200}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF matrixRect() const;
    QString name(std::size_t index) const;
    double share(std::size_t row, std::size_t column) const; ///< of the true class
    void paintCells(QPainter& painter, const QRectF& area) const;
    void paintNames(QPainter& painter, const QRectF& area) const;

    std::vector<std::vector<std::int64_t>> m_counts;
    QStringList m_names;
};

} // namespace modalscope
