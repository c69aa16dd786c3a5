#include "app/checkpoint/dropped_checkpoints.h"

#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace modalscope {

QStringList droppedCheckpoints(const QMimeData& data)
{
    QStringList paths;
    for (const auto& url : data.urls()) {
        const QFileInfo file(url.toLocalFile());
        const bool isFolder = file.isDir()
            && (QFileInfo::exists(file.filePath() + QStringLiteral("/checkpoint.safetensors"))
                || QFileInfo::exists(file.filePath() + QStringLiteral("/adapter.safetensors")));
        if (!url.isLocalFile() || (!isFolder && (!file.isFile() || file.suffix() == QStringLiteral("json"))))
            return {};
        paths << file.filePath();
    }
    return paths;
}

} // namespace modalscope
