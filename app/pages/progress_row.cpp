#include "app/pages/progress_row.h"

#include "widgets/base/text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>

namespace modalscope {

ProgressRow::ProgressRow(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_bar(new QProgressBar(this))
    , m_stage(new QLabel(this))
{
    m_bar->setObjectName(name + QStringLiteral("Progress"));
    m_bar->setTextVisible(false);
    m_bar->setMaximumWidth(260);
    m_stage->setObjectName(name + QStringLiteral("Stage"));
    m_stage->setProperty("caption", true);
    m_stage->setWordWrap(true);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(name + QStringLiteral("Cancel"));
    connect(cancel, &QPushButton::clicked, this, &ProgressRow::cancelRequested);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 4);
    row->addWidget(m_bar);
    row->addWidget(m_stage, 1);
    row->addWidget(cancel);
    end();
}

void ProgressRow::begin(const QString& stage)
{
    m_bar->setRange(0, 0);
    m_stage->setText(stage);
    show();
}

void ProgressRow::showProgress(const Progress& progress)
{
    constexpr std::int64_t most = 1'000'000'000; // more than that does not fit a bar
    m_bar->setRange(0, int(std::min(progress.total, most)));
    m_bar->setValue(int(std::min(progress.done, most)));
    m_stage->setText(toQt(progress.stage));
}

void ProgressRow::end()
{
    hide();
}

} // namespace modalscope
