#include "widgets/plot/export_parts.h"

#include "widgets/plot/journal_preset.h"

#include <QComboBox>

namespace modalscope {

QString formatText(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Pdf:
        return QObject::tr("PDF, vector");
    case ExportFormat::Svg:
        return QObject::tr("SVG, text as text");
    case ExportFormat::Png:
        return QObject::tr("PNG");
    case ExportFormat::Csv:
        return QObject::tr("CSV, the numbers");
    case ExportFormat::Pgfplots:
        return QObject::tr("LaTeX with pgfplots, and CSV");
    case ExportFormat::Matplotlib:
        return QObject::tr("Python with matplotlib, and CSV");
    }
    return {};
}

void addJournals(QComboBox& box)
{
    for (const auto& preset : journalPresets())
        box.addItem(preset.label());
    box.setMaxVisibleItems(20);
}

} // namespace modalscope
