// A library that looks like libzmq 4.1: every function MIA wants is there, and what they do is no matter.
extern "C" {

void* zmq_ctx_new() {
    return nullptr;
}
int zmq_ctx_term(void*) {
    return 0;
}
void* zmq_socket(void*, int) {
    return nullptr;
}
int zmq_close(void*) {
    return 0;
}
int zmq_setsockopt(void*, int, const void*, unsigned long) {
    return 0;
}
int zmq_getsockopt(void*, int, void*, unsigned long*) {
    return 0;
}
int zmq_connect(void*, const char*) {
    return 0;
}
int zmq_send(void*, const void*, unsigned long, int) {
    return 0;
}
int zmq_recv(void*, void*, unsigned long, int) {
    return 0;
}
int zmq_errno() {
    return 0;
}

void zmq_version(int* major, int* minor, int* patch) {
    *major = 4;
    *minor = 1;
    *patch = 8;
}

}  // extern "C"
