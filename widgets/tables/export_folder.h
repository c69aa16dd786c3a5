#pragma once

#include <QString>

namespace modalscope::ExportFolder {

/// The folder into which figures and tables were exported last, for the next dialog: opening datasets
/// elsewhere does not change it.

QString last(); ///< empty before the first export, or when it is gone

/// `name` in that folder, to suggest in FileDialog::saveFile; before the first export the name alone, which
/// that dialog puts into the folder used last.
QString placeFor(const QString& name);

void keep(const QString& folder);
void keepFolderOf(const QString& file);

} // namespace modalscope::ExportFolder
