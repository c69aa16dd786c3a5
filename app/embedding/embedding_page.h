#pragma once

#include "app/pages/view_page.h"

namespace modalscope {

class EmbeddingView;
extern template class ViewPage<EmbeddingView>;

/// Features as pictures: points of samples, the gap between modalities.
class EmbeddingPage : public ViewPage<EmbeddingView> {
public:
    explicit EmbeddingPage(Session& session);
    ~EmbeddingPage() override;

    QList<QAction*> actions() override;
};

} // namespace modalscope
