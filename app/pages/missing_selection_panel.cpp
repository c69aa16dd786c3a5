#include "app/pages/missing_selection_panel.h"

#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/tables/table_panel.h"

#include <QLabel>
#include <QVBoxLayout>

namespace modalscope {

MissingSelectionPanel::MissingSelectionPanel(TablePanel* table, QWidget* parent)
    : QWidget(parent)
    , m_figure(new FigureView(this))
    , m_table(table)
    , m_note(new QLabel(this))
    , m_work([maker = std::make_shared<MissingSelectionMaker>()](
                 const MissingSelectionRequest& request) { return maker->make(request); },
          [this](const MissingSelectionResult& made) { take(made); })
{
    m_figure->setObjectName(QStringLiteral("missingSelection"));
    m_figure->setMinimumHeight(380);
    m_table->setMinimumHeight(300);
    m_note->setObjectName(QStringLiteral("missingSelectionNote"));
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_note);
    layout->addWidget(m_figure, 3);
    layout->addWidget(m_table, 2);
}

MissingSelectionPanel::~MissingSelectionPanel() = default;

void MissingSelectionPanel::request(MissingSelectionRequest request)
{
    m_work.request(std::move(request));
}

void MissingSelectionPanel::take(const MissingSelectionResult& made)
{
    m_result = made;
    m_figure->setEmptyText(tr("Nothing to draw"), toQt(made.figure.note));
    m_figure->setFigure(made.figure);
    m_table->setTable(made.table);
    m_note->setText(toQt(made.note));
    m_note->setVisible(!made.note.empty());
    Q_EMIT drawn();
}

} // namespace modalscope
