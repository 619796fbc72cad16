mod page;
mod rules;
mod shape;
