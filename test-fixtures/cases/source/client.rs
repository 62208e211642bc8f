const KEY: &str = "<<live-key>>";
fn header(suffix: &str) -> String { format!("nv_live_{}", suffix) }
let raw = r#"<<test-key>>"#;
