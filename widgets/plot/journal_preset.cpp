#include "widgets/plot/journal_preset.h"

#include <array>

namespace modalscope {
namespace {

constexpr std::array kPresets{
    JournalPreset{u"Nature, one column", 89, 7},
    JournalPreset{u"Nature, two columns", 183, 7},
    JournalPreset{u"IEEE, one column", 88.9, 8},
    JournalPreset{u"IEEE, two columns", 182, 8},
    JournalPreset{u"Elsevier, one column", 90, 7},
    JournalPreset{u"Elsevier, one and a half columns", 140, 7},
    JournalPreset{u"Elsevier, two columns", 190, 7},
    JournalPreset{u"Science, one column", 57, 7},
    JournalPreset{u"Science, two columns", 121, 7},
    JournalPreset{u"Cell, one column", 85, 7},
    JournalPreset{u"Cell, one and a half columns", 114, 7},
    JournalPreset{u"Cell, two columns", 174, 7},
    JournalPreset{u"PNAS, one column", 87, 7},
    JournalPreset{u"PNAS, two columns", 178, 7},
    JournalPreset{u"PLOS, one column", 132, 8},
    JournalPreset{u"PLOS, two columns", 190, 8},
};

} // namespace

QString JournalPreset::label() const
{
    return QStringLiteral("%1 (%2 mm)").arg(QString::fromUtf16(name)).arg(widthMm);
}

std::span<const JournalPreset> journalPresets()
{
    return kPresets;
}

} // namespace modalscope
