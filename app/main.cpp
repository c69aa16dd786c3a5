#include "app/pages/all_pages.h"
#include "app/window/engine_library.h"
#include "app/window/main_window.h"
#include "widgets/base/theme.h"
#include "widgets/session/session.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

using namespace modalscope;

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("ModalScope"));
    QApplication::setOrganizationName(QStringLiteral("ModalScope"));
    QApplication::setApplicationVersion(QStringLiteral(MODALSCOPE_VERSION));

    QCommandLineParser options;
    options.setApplicationDescription(
        QObject::tr("A workbench for multimodal learning: data, training, laziness, figures."));
    options.addHelpOption();
    options.addVersionOption();
    options.addPositionalArgument(QStringLiteral("WORKSPACE"),
        QObject::tr("folder that holds the runs; made when it does not exist. Without it: the last one, or "
                    "the example."),
        QStringLiteral("[WORKSPACE]"));
    options.process(application);
    if (options.positionalArguments().size() > 1) {
        qCritical("error: more than one workspace was named; name one");
        return 2;
    }

    applyTheme(rememberedTheme());
    EngineLibrary engine;
    Session session([&engine] { return engine.load(); });
    MainWindow window(session, engine, allPages(session));
    window.show();
    QTimer::singleShot(0, &window, [&] { window.openAtStart(options.positionalArguments().value(0)); });
    return QApplication::exec();
}
