#include "app/pages/card_columns.h"

#include <QHBoxLayout>
#include <QResizeEvent>
#include <QVBoxLayout>

namespace modalscope {

CardColumns::CardColumns(QWidget* parent)
    : QScrollArea(parent)
    , m_inside(new QWidget(this))
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidget(m_inside);
}

void CardColumns::addCard(QWidget* card, int column)
{
    card->setParent(m_inside);
    m_cards.push_back({card, column});
    arrange(m_columns == 0 ? 1 : m_columns);
}

void CardColumns::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    const int columns = event->size().width() >= m_twoColumnWidth ? 2 : 1;
    if (columns != m_columns)
        arrange(columns);
}

void CardColumns::arrange(int columns)
{
    m_columns = columns;
    delete m_inside->layout(); // the cards stay: a layout does not own widgets
    auto* row = new QHBoxLayout(m_inside);
    row->setContentsMargins(0, 0, 4, 0);
    row->setSpacing(10);
    for (int column = 0; column < columns; ++column) {
        auto* layout = new QVBoxLayout;
        layout->setSpacing(10);
        row->addLayout(layout, 1);
        for (int wanted = 0; wanted < 2; ++wanted)
            for (const auto& place : m_cards)
                if (place.column == wanted && (columns == 1 || wanted == column))
                    layout->addWidget(place.card);
        layout->addStretch(1);
    }
}

} // namespace modalscope
