// A library that loads and is no study library.
extern "C" int something_else();
extern "C" int something_else() {
    return 1;
}
