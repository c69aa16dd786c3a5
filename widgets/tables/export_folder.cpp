#include "widgets/tables/export_folder.h"

#include "widgets/base/setting.h"

#include <QDir>
#include <QFileInfo>

namespace modalscope::ExportFolder {
namespace {

const Setting<QString> exportFolderSetting{u"export/folder", {}};

} // namespace

QString last()
{
    const auto folder = exportFolderSetting.value();
    return QFileInfo(folder).isDir() ? folder : QString();
}

QString placeFor(const QString& name)
{
    const auto folder = last();
    return folder.isEmpty() ? name : QDir(folder).filePath(name);
}

void keep(const QString& folder)
{
    exportFolderSetting.set(QFileInfo(folder).absoluteFilePath());
}

void keepFolderOf(const QString& file)
{
    exportFolderSetting.set(QFileInfo(file).absolutePath());
}

} // namespace modalscope::ExportFolder
