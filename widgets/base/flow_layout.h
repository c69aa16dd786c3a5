#pragma once

#include <QLayout>

#include <vector>

namespace modalscope {

/// Puts things beside each other as long as there is room, then into the next row: a bar of controls that
/// never asks for more width than its widest part.
class FlowLayout : public QLayout {
    Q_OBJECT
public:
    explicit FlowLayout(QWidget* parent = nullptr);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override;
    int count() const override { return int(m_items.size()); }
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;

    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange(QRect(0, 0, width, 0), false); }
    void setGeometry(const QRect& rect) override;
    QSize sizeHint() const override; ///< all in one row
    QSize minimumSize() const override; ///< of the widest part

private:
    int arrange(const QRect& rect, bool moves) const; // the height that was used

    std::vector<QLayoutItem*> m_items;
};

} // namespace modalscope
