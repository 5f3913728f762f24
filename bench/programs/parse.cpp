// The least that reading a report costs: simdjson parses a file, and nothing is taken out of it.
//
//     parse FILE
//     parse --version
#include <cstdio>
#include <cstring>
#include <simdjson.h>

int main(int count, char **arguments) {
    if (count != 2) {
        std::fputs("usage: parse FILE\n", stderr);
        return 2;
    }
    if (std::strcmp(arguments[1], "--version") == 0) {
        std::printf("%s (%s)\n", SIMDJSON_STRINGIFY(SIMDJSON_VERSION), simdjson::get_active_implementation()->name().c_str());
        return 0;
    }
    simdjson::padded_string text;
    simdjson::dom::parser parser;
    simdjson::dom::object report;
    auto error = simdjson::padded_string::load(arguments[1]).get(text);
    if (!error) error = parser.parse(text).get(report);
    if (!error) error = report["data"].error();
    if (error) {
        std::fprintf(stderr, "%s: %s\n", arguments[1], simdjson::error_message(error));
        return 1;
    }
}
