#pragma once

#include <QScrollArea>

#include <vector>

namespace modalscope {

/// Cards below each other, in two columns when there is room; scrolls when they do not fit.
class CardColumns : public QScrollArea {
    Q_OBJECT
public:
    explicit CardColumns(QWidget* parent = nullptr);

    /// `column` 0 or 1 when there are two; in one column, all of column 0 come first.
    void addCard(QWidget* card, int column);
    void setTwoColumnWidth(int pixels) { m_twoColumnWidth = pixels; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange(int columns);

    struct Place {
        QWidget* card;
        int column;
    };
    std::vector<Place> m_cards;
    QWidget* m_inside;
    int m_columns = 0;
    int m_twoColumnWidth = 900;
};

} // namespace modalscope
