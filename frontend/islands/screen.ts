import "./big-screen";
